"""Who writes documents and when: work units, processes, clusters."""
