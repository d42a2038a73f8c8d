"""What can be worked out on paper: did it help, where a cause lies in a drawing, which causes come back."""
