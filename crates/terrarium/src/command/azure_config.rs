//! `terrarium azure-config`: environment variables that point Microsoft's SDKs at a workspace.

use crate::{
    failure::Failure,
    output::{print_json, print_note, print_text},
};
use api::code::UNAVAILABLE;
use clap::{Args, ValueEnum};
use http::tls;
use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use time::{Duration, OffsetDateTime};
use workspace::access::Key;

/// `terrarium azure-config`.
#[derive(Args)]
#[command(after_help = "\
Prints environment variables with a token, for a server with HTTPS. The key that signs the token is read
from the data folder, so only those who can read that folder can create tokens; no server hands one out.

Examples:
  eval \"$(terrarium azure-config)\"                                 also shows what to write in Python and R
  eval \"$(terrarium azure-config --data /srv/terrarium --hours 1)\"
  terrarium azure-config --form json | jq -r .TERRARIUM_TOKEN")]
pub struct AzureConfig {
    /// The data folder of the workspace, as given to `terrarium serve`
    #[arg(long, default_value = ".terrarium", value_name = "FOLDER")]
    pub data: PathBuf,
    /// How long the token is valid, in hours
    #[arg(long, default_value_t = 12, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=8760))]
    pub hours: u32,
    /// The output format
    #[arg(long, default_value = "shell")]
    pub form: ConfigForm,
}

/// The format of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConfigForm {
    /// Lines that a shell evaluates
    Shell,
    /// One JSON object of environment variables
    Json,
}

/// The name of the cloud in the SDKs.
const CLOUD: &str = "SelfHosted";

/// Subscription, resource group and workspace as the SDKs want them. A server has one workspace and ignores the names.
const WORKSPACE: &str = r#""00000000-0000-0000-0000-000000000001", "terrarium", "workspace""#;

/// Prints the variables, and on standard error how to use them.
///
/// # Errors
/// When no workspace with HTTPS was served from the folder, or its files cannot be read.
pub fn azure_config(arguments: &AzureConfig) -> Result<ExitCode, Failure> {
    let data = arguments.data.canonicalize().map_err(|error| not_served(&arguments.data, &error.to_string()))?;
    let key = Key::read(&data).map_err(|error| not_served(&data, &error.to_string()))?;
    let address = fs::read_to_string(data.join(tls::FOLDER).join(tls::ADDRESS))
        .map_err(|_| not_served(&data, "its server has no HTTPS"))?;
    let token = key.token(OffsetDateTime::now_utc(), Duration::hours(arguments.hours.into()), &person());
    let variables = variables(&data, address.trim(), token)?;
    match arguments.form {
        ConfigForm::Json => print_json(&variables)?,
        ConfigForm::Shell => {
            print_text(shell(&variables))?;
            print_note(advice(address.trim(), arguments.hours));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn variables(data: &Path, address: &str, token: String) -> Result<BTreeMap<&'static str, String>, Failure> {
    let bundle = text(data.join(tls::FOLDER).join(tls::BUNDLE))?;
    Ok(BTreeMap::from([
        ("ARM_CLOUD_METADATA_URL", format!("{address}/metadata/endpoints?api-version=2019-05-01")),
        ("AZUREML_CURRENT_CLOUD", CLOUD.into()),
        ("AZURE_CONFIG_DIR", text(cloud_cache(data, address)?)?),
        ("REQUESTS_CA_BUNDLE", bundle.clone()),
        ("SSL_CERT_FILE", bundle),
        ("TERRARIUM_TOKEN", token),
    ]))
}

/// A folder for what azureml-core caches about clouds: it never asks again, even if the address changes.
fn cloud_cache(data: &Path, address: &str) -> Result<PathBuf, Failure> {
    let name = address.trim_start_matches("https://").replace([':', '[', ']'], "-");
    let folder = data.join("azure").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The name in the token.
fn person() -> String {
    env::var("USER").or_else(|_| env::var("LOGNAME")).unwrap_or_else(|_| "local".into())
}

fn text(path: PathBuf) -> Result<String, Failure> {
    path.into_os_string().into_string().map_err(|path| {
        let message = format!("{} is not valid Unicode, which the SDKs need in environment variables", path.display());
        Failure::new(UNAVAILABLE, message, "Serve the workspace from another folder")
    })
}

fn not_served(data: &Path, reason: &str) -> Failure {
    Failure::new(
        UNAVAILABLE,
        format!("no workspace with HTTPS was served from {}: {reason}", data.display()),
        "Start it with `terrarium serve`, or name the folder of a running one with --data",
    )
}

/// Lines for `eval` of a POSIX shell.
fn shell(variables: &BTreeMap<&str, String>) -> String {
    variables.iter().fold(String::new(), |mut lines, (name, value)| {
        let _ = writeln!(lines, "export {name}='{}'", value.replace('\'', r"'\''"));
        lines
    })
}

/// How to connect from Python and R.
fn advice(address: &str, hours: u32) -> String {
    format!(
        r#"# The SDKs of this shell use the workspace at {address} for {hours} h. Comments do not reach the shell:
#     eval "$(terrarium azure-config)"
#
# Python, azureml-core (v1):
#     import os; from azureml.core import Workspace; from azureml.core.authentication import TokenAuthentication
#     token = TokenAuthentication(lambda audience: os.environ["TERRARIUM_TOKEN"])
#     workspace = Workspace({WORKSPACE}, auth=token)
#
# Python, azure-ai-ml (v2):
#     import os, time; from azure.ai.ml import MLClient; from azure.core.credentials import AccessToken
#     class Token: get_token = lambda self, *scopes, **options: AccessToken(os.environ["TERRARIUM_TOKEN"], int(time.time()) + 300)
#     client = MLClient(Token(), {WORKSPACE})
#
# R, azuremlsdk by reticulate (v1):
#     azureml <- reticulate::import("azureml.core")
#     token <- azureml$authentication$TokenAuthentication(function(audience) Sys.getenv("TERRARIUM_TOKEN"))
#     workspace <- azureml$Workspace({WORKSPACE}, auth = token)"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_every_value_as_it_is() {
        let odd = "it's $(touch /nowhere) `x` \"\\\n";
        let script = shell(&BTreeMap::from([("ODD", odd.to_owned())])) + "printf %s \"$ODD\"";
        let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), odd);
    }
}
