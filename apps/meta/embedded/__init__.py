"""The whole product on one machine: a supervisor and the parts it keeps alive."""
