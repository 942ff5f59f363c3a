"""What happens by itself. Redis and Celery only wake; PostgreSQL remembers what is to be done."""
