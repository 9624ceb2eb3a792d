"""Records that the stages exchange. None is changed once the stage that made it is done.

Those made by the thousand for every report are declared `slots=True, unsafe_hash=True` instead of frozen: making a frozen one takes
about three times as long, and together they took a seventh of a check.
"""
