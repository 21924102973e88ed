"""Plans -> records: what runs, in which process, under which key."""
