"""What a sentence is: documents, sentences, tokens."""
