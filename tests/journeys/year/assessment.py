"""Chapter 6, once a year: the self-assessment (clause 7)."""


def assessments():
    return ()
