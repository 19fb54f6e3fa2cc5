//! Tokens: a JWT that the clients can read and only the workspace can make.

use super::{Actor, Key, Purpose, Refused};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use serde::Deserialize;
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// The directory that users of a workspace belong to; the clients ask for one.
pub const TENANT: &str = "7e44a41e-0000-4000-8000-000000000000";
/// The one form that is written and read, `{"alg":"HS256","typ":"JWT"}`: no token chooses how it is checked.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
/// Who makes tokens, and for whom.
const WORKSPACE: &str = "terrarium";

/// What is read of a token: who bears it, and when it ends in seconds since 1970.
#[derive(Deserialize)]
struct Claims {
    upn: String,
    exp: i64,
}

impl Key {
    /// A token that lets somebody in for a while, with what the clients look for, in the names of Microsoft's own. It
    /// ends at a whole second.
    #[must_use]
    pub fn token(&self, now: OffsetDateTime, lifetime: Duration, who: &str) -> String {
        let claims = json!({
            "iss": WORKSPACE,
            "aud": WORKSPACE,
            "tid": TENANT,
            "oid": TENANT,
            "upn": who,
            "iat": now.unix_timestamp(),
            "exp": now.saturating_add(lifetime).unix_timestamp(),
        });
        let text = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.signer(Purpose::Token).chain_update(&text).finalize().into_bytes();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Whom a token lets in now. Nothing in it is believed before its signature is.
    ///
    /// # Errors
    /// When this key did not make it, or its time is over.
    pub fn check(&self, token: &str, now: OffsetDateTime) -> Result<Actor, Refused> {
        let (text, signature) = token.rsplit_once('.').ok_or(Refused::Foreign)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refused::Foreign)?;
        self.signer(Purpose::Token).chain_update(text).verify_slice(&signature).map_err(|_| Refused::Foreign)?;
        let claims = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('.')).ok_or(Refused::Foreign)?;
        let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| Refused::Foreign)?;
        let Claims { upn, exp } = serde_json::from_slice(&claims).map_err(|_| Refused::Foreign)?;
        let expiry = OffsetDateTime::from_unix_timestamp(exp).map_err(|_| Refused::Foreign)?;
        if now < expiry { Ok(Actor::of_token(upn)) } else { Err(Refused::Expired(expiry)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::open(tempfile::tempdir().unwrap().path()).unwrap()
    }

    fn part(token: &str, index: usize) -> serde_json::Value {
        let part = token.split('.').nth(index).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn a_token_lets_in_until_it_ends() {
        let (key, now) = (key(), OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap());
        let token = key.token(now, Duration::HOUR, "ada");
        let bearer = Actor::of_token("ada");
        assert_eq!(key.check(&token, now), Ok(bearer.clone()));
        let end = now + Duration::HOUR;
        assert_eq!(key.check(&token, end - Duration::SECOND), Ok(bearer));
        assert_eq!(key.check(&token, end), Err(Refused::Expired(end)));
        assert_eq!(self::key().check(&token, now), Err(Refused::Foreign));
    }

    #[test]
    fn clients_find_in_it_what_they_look_for() {
        let now = OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap();
        let token = key().token(now, Duration::HOUR, "ada");
        let said = serde_json::json!({
            "aud": "terrarium", "exp": 1_760_003_600, "iat": 1_760_000_000, "iss": "terrarium",
            "oid": TENANT, "tid": TENANT, "upn": "ada",
        });
        assert_eq!(part(&token, 0), serde_json::json!({ "alg": "HS256", "typ": "JWT" }));
        assert_eq!(part(&token, 1), said);
    }

    #[test]
    fn what_was_changed_is_foreign() {
        let (key, now) = (key(), OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap());
        let token = key.token(now, Duration::HOUR, "ada");
        let (text, signature) = token.rsplit_once('.').unwrap();
        let (_, claims) = text.split_once('.').unwrap();
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        let longer = claims.replace('e', "f");
        let others = [
            String::new(),
            "..".into(),
            "opaque".into(),
            text.into(),
            format!("{text}."),
            format!("{unsigned}.{claims}."),
            format!("{unsigned}.{claims}.{signature}"),
            format!("{HEADER}.{longer}.{signature}"),
            format!("{token}x"),
            format!(".{token}"),
        ];
        for other in others {
            assert_eq!(key.check(&other, now), Err(Refused::Foreign), "{other}");
        }
    }

    #[test]
    fn a_signature_for_something_else_makes_no_token() {
        let (key, now) = (key(), OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap());
        let token = key.token(now, Duration::HOUR, "ada");
        let (text, _) = token.rsplit_once('.').unwrap();
        let signature = key.sign(Purpose::Blob, text, now + Duration::HOUR);
        assert_eq!(key.check(&format!("{text}.{signature}"), now), Err(Refused::Foreign));
    }
}
