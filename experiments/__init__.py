"""What was tried beside the shipped parameters, and what more documents bring; see `dvc.yaml` here."""
