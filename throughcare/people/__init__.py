"""People on probation: identity, characteristics, limited access, sentences, requirements, licence conditions."""
