"""Put pages together that end elsewhere than the prototype's."""
