"""What the field knows: disclosure tables, their titles and columns, and the words of the narrative, as data."""

from gouji.lexicon.profile import Concept, ConceptCell, Profile, TableForm, load, profile_for

__all__ = ["Concept", "ConceptCell", "Profile", "TableForm", "load", "profile_for"]
