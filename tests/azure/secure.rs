//! HTTPS and its configuration, without an SDK.

use crate::sdk::configuration;
use harness::{Outcome, Terrarium};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

/// A client that trusts only the certificates of `terrarium azure-config`.
fn client(terrarium: &Terrarium) -> Outcome<reqwest::Client> {
    let bundle = fs::read(&configuration(terrarium)?["REQUESTS_CA_BUNDLE"])?;
    let trusted = reqwest::Certificate::from_pem_bundle(&bundle)?;
    Ok(reqwest::Client::builder().tls_certs_only(trusted).no_proxy().build()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_trusts_the_certificate_is_served() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let url = format!("{}/api/workspace", terrarium.secure_url()?);
    let answer = client(&terrarium)?.get(&url).send().await?;
    assert_eq!((answer.status(), answer.version()), (reqwest::StatusCode::OK, reqwest::Version::HTTP_2));
    let port = url.rsplit_once(':').and_then(|(_, rest)| rest.split_once('/')).map(|(port, _)| port);
    let named = format!("https://localhost:{}/healthz", port.ok_or("no port")?);
    assert!(client(&terrarium)?.get(named).send().await?.status().is_success());
    let untrusting = reqwest::Client::builder().no_proxy().build()?.get(&url).send().await;
    assert!(untrusting.is_err(), "a client without the configuration trusts the certificate");
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_and_tokens_survive_a_killed_server() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let address = terrarium.secure_url()?.trim_start_matches("https://").to_owned();
    let (before, client) = (configuration(&terrarium)?, client(&terrarium)?);
    terrarium.kill()?;
    let terrarium = Terrarium::start_with_options(data.path(), &["--listen-tls", &address])?;
    assert!(client.get(format!("https://{address}/readyz")).send().await?.status().is_success());
    let after = configuration(&terrarium)?;
    let same = |name| assert_eq!(before[name], after[name]);
    ["ARM_CLOUD_METADATA_URL", "REQUESTS_CA_BUNDLE", "AZURE_CONFIG_DIR"].into_iter().for_each(same);
    for name in ["key", "tls/key.pem"] {
        assert_eq!(fs::metadata(data.path().join(name))?.permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_certificate_is_used() -> Outcome<()> {
    let (data, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    assert!(Terrarium::start(other.path())?.stop()?);
    let file = |name: &str| other.path().join("tls").join(name).display().to_string();
    let options = ["--tls-certificate", &file("certificate.pem"), "--tls-key", &file("key.pem")];
    let terrarium = Terrarium::start_with_options(data.path(), &options)?;
    let url = format!("{}/readyz", terrarium.secure_url()?);
    let given = reqwest::Certificate::from_pem(&fs::read(file("certificate.pem"))?)?;
    let client = reqwest::Client::builder().tls_certs_only([given]).no_proxy().build()?;
    assert!(client.get(url).send().await?.status().is_success());
    assert!(!data.path().join("tls/key.pem").exists());
    assert!(terrarium.stop()?, "the server shuts down cleanly");
    Ok(())
}

#[test]
fn a_shell_can_evaluate_the_configuration() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let script = r#"eval "$("$0" azure-config --data "$1")" && echo "$ARM_CLOUD_METADATA_URL" && cat "$SSL_CERT_FILE""#;
    let output = Command::new("sh").args(["-c", script]).arg(Terrarium::binary()?).arg(data.path()).output()?;
    let stdout = String::from_utf8(output.stdout)?;
    assert!(stdout.starts_with(terrarium.secure_url()?) && stdout.contains("BEGIN CERTIFICATE"), "{stdout}");
    let stderr = String::from_utf8(output.stderr)?;
    assert!(stderr.contains("TokenAuthentication") && stderr.contains("MLClient"), "{stderr}");
    assert!(!stderr.contains("eyJ"), "the token is printed for people to read");
    Ok(())
}

#[test]
fn two_workspaces_use_different_ports() -> Outcome<()> {
    let (one, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (one, other) = (Terrarium::start(one.path())?, Terrarium::start(other.path())?);
    assert_ne!(one.secure_url()?, other.secure_url()?);
    Ok(())
}

#[test]
fn invalid_settings_are_refused() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let run = |arguments: &[&str]| refused(data.path(), arguments);
    let words = run(&["azure-config", "--data", "."])?;
    assert!(words.contains("no workspace with HTTPS was served") && words.contains("terrarium serve"), "{words}");
    fs::write(data.path().join("broken.pem"), "no certificate")?;
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", "."];
    let given = ["--tls-certificate", "broken.pem", "--tls-key", "broken.pem"];
    let words = run(&[&serve[..], &given[..]].concat())?;
    assert!(words.contains("broken.pem holds no certificate in PEM"), "{words}");
    let words = run(&[&serve[..], &["--tls-certificate", "missing.pem", "--tls-key", "missing.pem"]].concat())?;
    assert!(words.contains("missing.pem cannot be used: No such file"), "{words}");
    let words = run(&[&serve[..], &["--listen-tls", "0.0.0.0:8443"]].concat())?;
    assert!(words.contains("0.0.0.0:8443 is not a loopback address"), "{words}");
    let words = run(&[&serve[..], &["--listen-tls", "everywhere"]].concat())?;
    assert!(words.contains("127.0.0.1:8443, or none"), "{words}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let holder = std::net::TcpListener::bind(&taken)?;
    let words = run(&[&serve[..], &["--listen-tls", &taken]].concat())?;
    assert!(words.contains("Choose another with --listen-tls"), "{words}");
    drop(holder);
    Ok(())
}

/// Runs a command that fails and returns its messages.
fn refused(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let Output { status, stderr, .. } =
        Command::new(Terrarium::binary()?).args(arguments).current_dir(folder).output()?;
    let words = String::from_utf8(stderr)?;
    if status.success() { Err(format!("{arguments:?} succeeded").into()) } else { Ok(words) }
}
