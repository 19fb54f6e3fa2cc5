//! The size and colours of a page.

/// The size of the browser window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewport {
    /// 1440 by 900.
    Desktop,
    /// A narrow phone, 360 by 800.
    Phone,
}

/// The colour scheme that the system prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorScheme {
    /// Dark on light, the default of every page.
    Light,
    /// Light on dark.
    Dark,
}

impl Viewport {
    pub(crate) fn size(self) -> (u32, u32) {
        match self {
            Self::Desktop => (1440, 900),
            Self::Phone => (360, 800),
        }
    }
}

impl ColorScheme {
    /// The value of `prefers-color-scheme`.
    pub(crate) fn keyword(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
