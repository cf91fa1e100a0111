"""The site as a deployment runs it: gunicorn, the deployment's settings, its log read line by line."""
