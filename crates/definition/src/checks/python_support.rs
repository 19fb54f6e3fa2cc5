//! Until when each version of Python gets security fixes, as its release schedule says.

/// Year and month.
pub type Month = (u16, u8);

/// When this table was made; what is past and what is near is seen from here, for the crate has no clock.
pub const MADE: Month = (2026, 11);

/// Major and minor version, and the last month with security fixes.
pub const SUPPORT: [(u16, u16, Month); 16] = [
    (2, 6, (2013, 10)),
    (2, 7, (2020, 1)),
    (3, 1, (2012, 4)),
    (3, 2, (2016, 2)),
    (3, 3, (2017, 9)),
    (3, 4, (2019, 3)),
    (3, 5, (2020, 9)),
    (3, 6, (2021, 12)),
    (3, 7, (2023, 6)),
    (3, 8, (2024, 10)),
    (3, 9, (2025, 10)),
    (3, 10, (2026, 10)),
    (3, 11, (2027, 10)),
    (3, 12, (2028, 10)),
    (3, 13, (2029, 10)),
    (3, 14, (2030, 10)),
];
