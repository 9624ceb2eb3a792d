"""A language model behind any OpenAI-compatible endpoint: questions in, validated answers out. Knows nothing of budgets.

Nothing here is imported unless the model is asked for; `openai` itself only when the first question is sent.
"""
