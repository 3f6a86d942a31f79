"""The citizens' pages of leftover doses: what there is today, alerts, and taking one."""
