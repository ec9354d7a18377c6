"""What the service can do, as tools of the Model Context Protocol, for programs that let a language model use them."""
