//! Addresses that are read without a token, because they carry a signature: blobs, and the logs of builds.

use super::{Key, Refused, purpose::Purpose};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac as _;
use time::OffsetDateTime;

impl Key {
    /// Signs a text for one purpose until a time, whole seconds of which count. The signature can stand in an address.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, text: &str, expiry: OffsetDateTime) -> String {
        URL_SAFE_NO_PAD.encode(self.signed(purpose, text, expiry).finalize().into_bytes())
    }

    /// Checks what [`Key::sign`] gave, in constant time.
    ///
    /// # Errors
    /// When it was not signed so, or its time is over.
    pub fn verify(
        &self,
        purpose: Purpose,
        text: &str,
        expiry: OffsetDateTime,
        signature: &str,
        now: OffsetDateTime,
    ) -> Result<(), Refused> {
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refused::Foreign)?;
        self.signed(purpose, text, expiry).verify_slice(&signature).map_err(|_| Refused::Foreign)?;
        if now < expiry { Ok(()) } else { Err(Refused::Expired(expiry)) }
    }

    fn signed(&self, purpose: Purpose, text: &str, expiry: OffsetDateTime) -> hmac::Hmac<sha2::Sha256> {
        self.signer(purpose).chain_update(expiry.unix_timestamp().to_be_bytes()).chain_update(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn a_signature_is_for_one_text_one_purpose_and_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::open(folder.path()).unwrap();
        let now = OffsetDateTime::from_unix_timestamp(1_760_000_000).unwrap();
        let expiry = now + Duration::HOUR;
        let signature = key.sign(Purpose::Log, "build 7", expiry);
        let verify = |purpose, text, expiry, now| key.verify(purpose, text, expiry, &signature, now);
        assert_eq!(verify(Purpose::Log, "build 7", expiry, now), Ok(()));
        assert_eq!(verify(Purpose::Log, "build 8", expiry, now), Err(Refused::Foreign));
        assert_eq!(verify(Purpose::Blob, "build 7", expiry, now), Err(Refused::Foreign));
        assert_eq!(verify(Purpose::Log, "build 7", expiry + Duration::DAY, now), Err(Refused::Foreign));
        assert_eq!(verify(Purpose::Log, "build 7", expiry, expiry), Err(Refused::Expired(expiry)));
        for broken in ["", "=", "é", &signature[1..], &format!("{signature}AA")] {
            assert_eq!(key.verify(Purpose::Log, "build 7", expiry, broken, now), Err(Refused::Foreign), "{broken}");
        }
        assert!(signature.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{signature}");
    }
}
