"""What a repository has, as its files tell it: nothing is run, nothing is asked, and no link is followed."""
