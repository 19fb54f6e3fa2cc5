//! For whom a service works.

use api::Permission;

/// The name that the server writes into the audit trail for what it does by itself.
const SERVER: &str = "terrarium";

/// How an actor proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// None: whoever reaches the loopback address of this machine.
    Machine,
    /// A bearer token that the workspace's key signed.
    Token,
    /// A signed address, which is valid for one purpose.
    SignedAddress,
    /// None: the server itself.
    Server,
}

/// Which permissions an actor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// All of them.
    All,
    /// These.
    Only(&'static [Permission]),
}

impl Permissions {
    /// Whether this permission is one of them.
    #[must_use]
    pub fn contain(self, permission: Permission) -> bool {
        match self {
            Self::All => true,
            Self::Only(permissions) => permissions.contains(&permission),
        }
    }
}

/// Somebody, or the server itself, for whom a service reads or writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    name: String,
    credential: Credential,
    permissions: Permissions,
}

impl Actor {
    /// Whoever uses the machine on which the workspace runs.
    pub fn of_machine(name: impl Into<String>) -> Self {
        Self { name: name.into(), credential: Credential::Machine, permissions: Permissions::All }
    }

    /// Whoever has a valid token, under the name in it.
    pub fn of_token(name: impl Into<String>) -> Self {
        Self { name: name.into(), credential: Credential::Token, permissions: Permissions::All }
    }

    /// Whoever has a signed address that permits this.
    pub fn of_signed_address(name: impl Into<String>, permissions: &'static [Permission]) -> Self {
        Self { name: name.into(), credential: Credential::SignedAddress, permissions: Permissions::Only(permissions) }
    }

    /// The server itself: recovery, clean-up, the ends of builds and runs.
    #[must_use]
    pub fn server() -> Self {
        Self { name: SERVER.into(), credential: Credential::Server, permissions: Permissions::All }
    }

    /// The name under which the audit trail records what they do.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How they proved who they are.
    #[must_use]
    pub fn credential(&self) -> Credential {
        self.credential
    }

    /// Whether they have a permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contain(permission)
    }
}
