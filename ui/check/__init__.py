"""The check of boundaries in the window: the list of faults (`faults_model`), the panel, and its dock."""
