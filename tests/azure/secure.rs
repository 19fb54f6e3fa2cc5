//! HTTPS and the configuration for it, without any SDK.

use crate::sdk::configuration;
use harness::{Outcome, Terrarium};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
};

/// A client that trusts what `terrarium azure-config` names, and nothing else.
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
    let stranger = reqwest::Client::builder().no_proxy().build()?.get(&url).send().await;
    assert!(stranger.is_err(), "nobody else trusts it");
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_comes_back_with_its_certificate_and_its_tokens() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let address = terrarium.secure_url()?.trim_start_matches("https://").to_owned();
    let (before, client) = (configuration(&terrarium)?, client(&terrarium)?);
    terrarium.kill()?;
    let terrarium = Terrarium::start_as(data.path(), &["--listen-tls", &address])?;
    assert!(client.get(format!("https://{address}/readyz")).send().await?.status().is_success());
    let after = configuration(&terrarium)?;
    let same = |name| assert_eq!(before[name], after[name]);
    ["ARM_CLOUD_METADATA_URL", "REQUESTS_CA_BUNDLE", "AZURE_CONFIG_DIR"].into_iter().for_each(same);
    for name in ["key", "tls/key.pem"] {
        assert_eq!(fs::metadata(data.path().join(name))?.permissions().mode() & 0o777, 0o600, "{name}");
    }
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_was_given_is_used() -> Outcome<()> {
    let (data, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    assert!(Terrarium::start(other.path())?.stop()?);
    let file = |name: &str| other.path().join("tls").join(name).display().to_string();
    let options = ["--tls-certificate", &file("certificate.pem"), "--tls-key", &file("key.pem")];
    let terrarium = Terrarium::start_as(data.path(), &options)?;
    let url = format!("{}/readyz", terrarium.secure_url()?);
    let given = reqwest::Certificate::from_pem(&fs::read(file("certificate.pem"))?)?;
    let client = reqwest::Client::builder().tls_certs_only([given]).no_proxy().build()?;
    assert!(client.get(url).send().await?.status().is_success());
    assert!(!data.path().join("tls/key.pem").exists());
    assert!(terrarium.stop()?, "the server ends in order");
    Ok(())
}

#[test]
fn a_shell_takes_the_configuration() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let terrarium = Terrarium::start(data.path())?;
    let script = r#"eval "$("$0" azure-config --data "$1")" && echo "$ARM_CLOUD_METADATA_URL" && cat "$SSL_CERT_FILE""#;
    let output = Command::new("sh").args(["-c", script]).arg(Terrarium::binary()?).arg(data.path()).output()?;
    let said = String::from_utf8(output.stdout)?;
    assert!(said.starts_with(terrarium.secure_url()?) && said.contains("BEGIN CERTIFICATE"), "{said}");
    let aside = String::from_utf8(output.stderr)?;
    assert!(aside.contains("TokenAuthentication") && aside.contains("MLClient"), "{aside}");
    assert!(!aside.contains("eyJ"), "the token is shown to the shell alone");
    Ok(())
}

#[test]
fn two_workspaces_on_one_machine_do_not_fight_for_the_port() -> Outcome<()> {
    let (one, other) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let (one, other) = (Terrarium::start(one.path())?, Terrarium::start(other.path())?);
    assert_ne!(one.secure_url()?, other.secure_url()?);
    Ok(())
}
#[test]
fn what_cannot_be_used_is_said() -> Outcome<()> {
    let data = tempfile::tempdir()?;
    let at = |arguments: &[&str]| refused(data.path(), arguments);
    let words = at(&["azure-config", "--data", "."])?;
    assert!(words.contains("no workspace with HTTPS was served") && words.contains("terrarium serve"), "{words}");
    fs::write(data.path().join("broken.pem"), "no certificate")?;
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", "."];
    let given = ["--tls-certificate", "broken.pem", "--tls-key", "broken.pem"];
    let words = at(&[&serve[..], &given[..]].concat())?;
    assert!(words.contains("broken.pem holds no certificate in PEM"), "{words}");
    let words = at(&[&serve[..], &["--tls-certificate", "missing.pem", "--tls-key", "missing.pem"]].concat())?;
    assert!(words.contains("missing.pem cannot be used: No such file"), "{words}");
    let words = at(&[&serve[..], &["--listen-tls", "0.0.0.0:8443"]].concat())?;
    assert!(words.contains("no loopback address"), "{words}");
    let words = at(&[&serve[..], &["--listen-tls", "everywhere"]].concat())?;
    assert!(words.contains("127.0.0.1:8443, or none"), "{words}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let holder = std::net::TcpListener::bind(&taken)?;
    let words = at(&[&serve[..], &["--listen-tls", &taken]].concat())?;
    assert!(words.contains("Choose another with --listen-tls"), "{words}");
    drop(holder);
    Ok(())
}

/// What a command says that fails.
fn refused(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let Output { status, stderr, .. } =
        Command::new(Terrarium::binary()?).args(arguments).current_dir(folder).output()?;
    let words = String::from_utf8(stderr)?;
    if status.success() { Err(format!("{arguments:?} went well").into()) } else { Ok(words) }
}
