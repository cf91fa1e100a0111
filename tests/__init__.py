"""Tests of the whole: what no single context can promise on its own."""
