"""Published cases, and vignettes made for the tests, as claims about medicine."""
