"""The harness of tests that look at pages in Chromium."""
