"""The joint check: all figures of a package against all rules at once (`engine.check_joint`)."""
