//! How a page looks to its reader.

/// How much room a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A desk, 1440 by 900.
    Desk,
    /// A narrow telephone, 360 by 800.
    Narrow,
}

/// Which colours the reader's system prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Dark on light, as every page begins.
    Light,
    /// Light on dark.
    Dark,
}

impl Look {
    pub(crate) fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1440, 900),
            Self::Narrow => (360, 800),
        }
    }
}

impl Colours {
    /// As style sheets name them.
    pub(crate) fn scheme(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
