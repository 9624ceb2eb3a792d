"""The language model as an assistant: what it is asked, and what code makes of its answers. Off unless asked for."""
