//! `terrarium serve`.

mod arguments;
mod listen;

pub use arguments::Serve;

use crate::{console, failure::Failure, file, output::print_line};
use api::code::UNAVAILABLE;
use arguments::{EngineChoice, TokenChoice};
use axum::serve::Listener;
use azure::Tokens;
use builder::{Builder, Credentials, Detected, Registry, RegistryProcess};
use http::{Listeners, Site, SiteSettings};
use std::{fs, path::Path, process::ExitCode, time::Duration};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use workspace::{Settings, Workspace};

/// Serves until a signal stops it.
///
/// # Errors
/// When the address, the folder or the registry cannot be used.
pub async fn serve(arguments: Serve) -> Result<ExitCode, Failure> {
    let policy = file::policy(arguments.policy.as_deref())?;
    let plain = listen::plain(arguments.listen).await?;
    let certificate = listen::read_certificate(&arguments.https)?;
    start_log();
    fs::create_dir_all(&arguments.data)?;
    let data = arguments.data.canonicalize()?;

    // Kept until the end, because dropping it stops the registry.
    let (registry, _process) = registry(arguments.registry.as_deref(), &data).await?;
    let registry = registry.with_credential_store(credentials(arguments.registry_credentials.as_deref())?);
    let registry = registry.with_mirrors(arguments.mirror.clone());
    let registry = registry.with_timeout(Duration::from_millis(arguments.limits.registry_timeout));
    let builder = builder(arguments.engine, registry, &data).await?.with_max_image_size(arguments.limits.image_limit);
    let settings = Settings { policy, ..settings(&arguments, &data) };
    let workspace = Workspace::open(settings, builder)
        .await
        .map_err(|error| Failure::new(UNAVAILABLE, error.to_string(), "Nothing was changed in the folder"))?;

    // Only after the folder is locked for this server.
    let tls = listen::secure(arguments.https.listen, certificate, &data).await?;

    let secure = tls.as_ref().map(Listener::local_addr).transpose()?;
    let secure = secure.map(|address| format!(" and https://{address}")).unwrap_or_default();
    // A program that reads the address may stop the server immediately.
    let stop = shutdown_signal()?;
    print_line(format_args!("Terrarium is at http://{}{secure} (Ctrl-C stops it)", plain.local_addr()?))?;
    let site = site(&workspace, &arguments);
    let limits = arguments.connections.limits();
    http::serve(Listeners { plain, tls, limits }, workspace, site, stop).await;
    Ok(ExitCode::SUCCESS)
}

async fn registry(address: Option<&str>, data: &Path) -> Result<(Registry, Option<RegistryProcess>), Failure> {
    if let Some(address) = address {
        return Ok((Registry::new(address), None));
    }
    let process = RegistryProcess::start(&data.join("registry")).await.map_err(|error| {
        Failure::new(UNAVAILABLE, error.to_string(), "Or use an existing registry with --registry HOST:PORT")
    })?;
    Ok((process.registry(), Some(process)))
}

fn credentials(file: Option<&Path>) -> Result<Credentials, Failure> {
    file.map_or_else(Credentials::of_this_machine, Credentials::read).map_err(|error| {
        let help = "Create it with `podman login --authfile FILE HOST`, or use another with --registry-credentials";
        Failure::new(UNAVAILABLE, error.to_string(), help)
    })
}

/// Without an engine, everything but building works, and the console shows why.
async fn builder(choice: EngineChoice, registry: Registry, data: &Path) -> Result<Builder, Failure> {
    let Detected { engine, candidates } = builder::detect(choice.into(), &data.join("engine"), &registry).await;
    match &engine {
        Ok(engine) => tracing::info!(engine = engine.name(), "builds use this engine"),
        Err(reason) => tracing::warn!(reason, "builds cannot be started"),
    }
    let settings = builder::Settings { folder: data.join("builder"), prefix: "terrarium".into() };
    let builder = Builder::new(engine, registry, settings).with_candidates(candidates);
    builder.tidy()?;
    Ok(builder)
}

fn settings(arguments: &Serve, data: &Path) -> Settings {
    let mut settings = Settings::new(data);
    settings.name.clone_from(&arguments.name);
    if let Some(image) = &arguments.default_base_image {
        // It is used for every version of Python.
        settings.defaults.base_image.clone_from(image);
        settings.defaults.python_base_images.clear();
    }
    settings.defaults.channels.clone_from(&arguments.default_channel);
    settings.limits = (&arguments.limits).into();
    settings
}

/// The API, the paths of Microsoft's clients and the console's pages.
fn site(workspace: &Workspace, arguments: &Serve) -> Site {
    let settings = SiteSettings {
        script_hashes: console::script_hashes(),
        body_timeout: arguments.connections.body_timeout,
        ..SiteSettings::default()
    };
    let tokens = match arguments.azure_tokens {
        TokenChoice::Checked => Tokens::Checked,
        TokenChoice::Any => Tokens::Any(settings.local_name.clone()),
    };
    let (faces, pages) = (azure::router(workspace, &tokens), azure::pages(workspace, console::routes()));
    Site { settings, faces, pages }
}

/// Resolves when a person or a service manager stops the server.
fn shutdown_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("shutting down; builds continue after the next start");
    })
}

/// Starts the log on standard error; `RUST_LOG` selects what is logged.
fn start_log() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,terrarium=info,workspace=info,http=info,builder=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
