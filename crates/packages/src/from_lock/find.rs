//! Where the files of pip packages are today: where they came from, else in an index or a folder of wheels.

use super::write::{File, From};
use crate::address::public;
use crate::catalogue::{CatalogueError, package_page, simple, version_of_file};
use crate::error::PackageError;
use crate::lock::Locked;
use crate::pip::{IndexSettings, normalised};
use reqwest::StatusCode;
use std::time::Duration;
use url::Url;

/// How long an address may take to say whether it has a file.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Finds the files of pip packages.
pub struct FileSearch {
    settings: IndexSettings,
    /// Addresses that the definition names itself.
    named: String,
}

/// A file that is offered.
struct Offer {
    name: String,
    url: String,
    sha256: Option<String>,
}

impl FileSearch {
    /// Those of a build with these requirements.
    pub fn new(settings: IndexSettings, requirements: &str) -> Self {
        Self { settings, named: requirements.to_owned() }
    }

    /// Where a package is installed from; `None` when its file is gone.
    pub async fn find(&self, package: &Locked) -> Result<Option<From>, PackageError> {
        let Some(url) = &package.url else { return self.offered(package).await };
        if let Some(commit) = From::commit(url) {
            return Ok(Some(commit));
        }
        if self.is_gone(url).await {
            return self.offered(package).await;
        }
        let file = File::new(url, package.sha256.clone());
        Ok(Some(if self.is_named(url) { From::Archive(file) } else { From::index([file]) }))
    }

    /// Whether the definition asks for this very address.
    fn is_named(&self, url: &str) -> bool {
        self.named.lines().filter_map(|line| line.split_once('@')).any(|(_, address)| {
            let address = address.split([';', '#']).next().unwrap_or_default().trim();
            Url::parse(address).is_ok_and(|address| public(&address).as_str() == url)
        })
    }

    /// Whether a file certainly is not where it came from any more. An address that says nothing is left to uv, which
    /// tells why.
    async fn is_gone(&self, url: &str) -> bool {
        let Ok(address) = Url::parse(url) else { return true };
        if address.scheme() == "file" {
            return !self.settings.on_this_machine(address.path()).is_some_and(|file| file.is_file());
        }
        let client = reqwest::Client::builder()
            .timeout(REQUEST_TIMEOUT)
            .referer(false)
            .tls_danger_accept_invalid_certs(self.settings.trusts(&address))
            .build();
        let Ok(client) = client else { return false };
        let answer = client.head(self.settings.with_credentials(&address)).send().await;
        answer.is_ok_and(|answer| matches!(answer.status(), StatusCode::NOT_FOUND | StatusCode::GONE))
    }

    /// The files of this version that indexes and folders have: that with the recorded hash, else the one with the
    /// recorded name, which uv checks; all of them where neither is recorded.
    async fn offered(&self, package: &Locked) -> Result<Option<From>, PackageError> {
        let mut offers = self.in_folders(package);
        offers.extend(self.in_indexes(package).await?);
        let recorded = package.url.as_deref().and_then(last);
        if let Some(sha256) = &package.sha256 {
            let same = |offer: &&Offer| match &offer.sha256 {
                Some(offered) => offered == sha256,
                None => recorded.as_deref() == Some(offer.name.as_str()),
            };
            let file = offers.iter().find(same).map(|offer| File::new(&offer.url, Some(sha256.clone())));
            return Ok(file.map(|file| From::index([file])));
        }
        if let Some(same) = offers.iter().position(|offer| recorded.as_deref() == Some(offer.name.as_str())) {
            offers = vec![offers.swap_remove(same)];
        }
        let files: Vec<File> = offers.into_iter().map(|offer| File::new(offer.url, offer.sha256)).collect();
        Ok((!files.is_empty()).then(|| From::index(files)))
    }

    fn in_folders(&self, package: &Locked) -> Vec<Offer> {
        let of_version = |name: &String| is_version(package, name);
        let mut offers = Vec::new();
        for folder in &self.settings.folders {
            let entries = std::fs::read_dir(&folder.source).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(of_version);
            let offer = |name: String| {
                let url = Url::from_file_path(format!("{}/{name}", folder.target)).ok()?.to_string();
                Some(Offer { url, name, sha256: None })
            };
            offers.extend(names.filter_map(offer));
        }
        offers
    }

    async fn in_indexes(&self, package: &Locked) -> Result<Vec<Offer>, PackageError> {
        let name = normalised(&package.name);
        let mut offers = Vec::new();
        for index in &self.settings.indexes {
            let page = match package_page(index, &name, self.settings.trusts(index)).await {
                Ok(page) => page,
                Err(CatalogueError::Missing(_)) => continue,
                Err(error) => return Err(PackageError::Unreachable(error.to_string())),
            };
            let files = simple::files(&page).map_err(PackageError::Unreachable)?;
            let of_version = files.into_iter().filter(|file| is_version(package, &file.filename));
            offers.extend(of_version.filter_map(|file| {
                let address = page.address.join(file.url.as_deref()?).ok()?;
                let sha256_of_address =
                    address.fragment().and_then(|part| part.strip_prefix("sha256=")).map(str::to_owned);
                let sha256 = file.hashes.get("sha256").cloned().or(sha256_of_address);
                let url = public(&address);
                Some(Offer { name: file.filename, url: without_fragment(url), sha256 })
            }));
        }
        Ok(offers)
    }
}

fn without_fragment(mut url: Url) -> String {
    url.set_fragment(None);
    url.into()
}

/// Whether a file is of the version of a package.
fn is_version(package: &Locked, filename: &str) -> bool {
    let wanted = package.version.parse::<pep440_rs::Version>();
    let found = version_of_file(&normalised(&package.name), filename);
    matches!((wanted, found), (Ok(wanted), Some(found)) if wanted == found)
}

/// The name of the file at an address.
fn last(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let name = url.path_segments()?.next_back()?;
    percent_encoding::percent_decode_str(name).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}
