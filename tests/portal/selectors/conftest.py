from tests.documents import draft, norm, store  # noqa: F401 -- fixtures of the controlled documents
