"""What `suyuan doctor` looks at, one file a subject."""
