//! The verdict, live.
