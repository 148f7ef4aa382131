"""Whose is it: who made what an account has, by what AWS says and by what people can write."""
