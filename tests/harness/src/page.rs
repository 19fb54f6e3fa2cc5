//! One page, used as a person uses it: by the roles and names of its elements.

use crate::{ColorScheme, Outcome, Timeout, Viewport, axe, driver::Driver, keys, protocol::Protocol, wait_for};
use fantoccini::{Client, elements::Element};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A page in a browser with a fresh profile.
#[derive(Debug)]
pub struct Page {
    client: Client,
    protocol: Protocol,
    _driver: Driver,
}

impl Page {
    pub(crate) fn new(client: Client, protocol: Protocol, driver: Driver) -> Self {
        Self { client, protocol, _driver: driver }
    }

    /// Sets the size and the colour scheme of the page.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_appearance(&self, viewport: Viewport, colors: ColorScheme) -> Outcome<()> {
        self.protocol.set_appearance(viewport, colors).await
    }

    /// Delays requests of the page to URLs that contain this text, until they are released.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn hold_requests(&self, part: &str) -> Outcome<()> {
        self.protocol.hold_requests(part).await
    }

    /// Sends the requests that were held.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn release_requests(&self) -> Outcome<()> {
        self.protocol.release_requests().await
    }

    /// Opens a URL and waits for a heading.
    ///
    /// # Errors
    /// When the page has no heading in time.
    pub async fn visit(&self, url: &str) -> Outcome<()> {
        self.client.goto(url).await?;
        self.find("heading", "").await.map(drop)
    }

    /// Waits for the element with this role whose name contains this text, an exact match first.
    ///
    /// # Errors
    /// When it does not appear; the message lists the names of all elements with this role.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Element> {
        let what = format!("the {role} \u{201c}{name}\u{201d}");
        let found = wait_for(&what, Timeout::Page, || self.find_now(role, name)).await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => {
                let names = self.protocol.names(role).await?;
                Err(self.with_page_text(format!("{error}\nelements with this role: {names:?}")).await)
            }
        }
    }

    /// Whether there is an element with this role and name now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn has(&self, role: &str, name: &str) -> Outcome<bool> {
        Ok(self.find_now(role, name).await?.is_some())
    }

    /// Clicks a button, once it is enabled.
    ///
    /// # Errors
    /// When it does not appear or stays disabled.
    pub async fn press(&self, name: &str) -> Outcome<()> {
        self.click("button", name).await
    }

    /// Clicks an element, once it is enabled and nothing covers it.
    ///
    /// # Errors
    /// When it does not appear or stays disabled or covered.
    pub async fn click(&self, role: &str, name: &str) -> Outcome<()> {
        let what = format!("the {role} \u{201c}{name}\u{201d} to be clickable");
        let clicked = wait_for(&what, Timeout::Page, || async {
            let Some(element) = self.find_now(role, name).await? else { return Ok(None) };
            if element.attr("aria-disabled").await.ok().flatten().as_deref() == Some("true") {
                return Ok(None);
            }
            // A person scrolls until nothing sticky covers it. If it is gone or moving, the next attempt finds out.
            let scroll = "arguments[0].scrollIntoView({ block: 'center' })";
            drop(self.client.execute(scroll, vec![json!(element)]).await);
            Ok(element.click().await.ok())
        })
        .await;
        match clicked {
            Ok(()) => Ok(()),
            Err(error) => Err(self.with_page_text(error.to_string()).await),
        }
    }

    /// Types at the end of a field.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn type_into(&self, name: &str, text: &str) -> Outcome<()> {
        Ok(self.find("textbox", name).await?.send_keys(text).await?)
    }

    /// Replaces the content of a field, as typing over a selection does.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome<()> {
        // A single change, like pasting.
        let script = "const [field, text] = arguments; field.focus(); field.select();
            document.execCommand(text ? 'insertText' : 'delete', false, text)";
        self.act_on("textbox", name, script, &[json!(text)]).await
    }

    /// Drops a file on an element.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn drop_file(&self, role: &str, name: &str, file: &str, text: &str) -> Outcome<()> {
        self.drop_files(role, name, &[(file, text)]).await
    }

    /// Drops several files at once on an element.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn drop_files(&self, role: &str, name: &str, files: &[(&str, &str)]) -> Outcome<()> {
        let script = "const [element, files] = arguments; const dataTransfer = new DataTransfer();
            for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
            for (const kind of ['dragenter', 'dragover', 'drop'])
                element.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));";
        self.act_on(role, name, script, &[json!(files)]).await
    }

    /// Chooses a folder in the field with this label, as its dialog would. In Firefox tests cannot choose a folder, so a script
    /// hands the same files to the field.
    ///
    /// # Errors
    /// When there is no such field, or the folder cannot be read.
    pub async fn choose_folder(&self, label: &str, folder: &Path) -> Outcome<()> {
        const FIELD: &str = "return [...document.querySelectorAll('input[type=file]')]
            .find(field => field.webkitdirectory && field.labels[0].innerText.includes(arguments[0])) ?? null";
        const SET_FILES: &str = "const [field, files] = arguments; const data = new DataTransfer();
            for (const [path, text] of files) {
                const file = new File([text], path.split('/').pop());
                Object.defineProperty(file, 'webkitRelativePath', { value: path });
                data.items.add(file);
            }
            field.files = data.files; field.dispatchEvent(new Event('change', { bubbles: true }))";
        let what = format!("the field \u{201c}{label}\u{201d}");
        let field: Value = wait_for(&what, Timeout::Page, || async {
            let field = self.client.execute(FIELD, vec![json!(label)]).await?;
            Ok((!field.is_null()).then_some(field))
        })
        .await?;
        if self.protocol.can_use_folders() {
            let id = field.as_object().and_then(|field| field.values().next()?.as_str()).ok_or("no element")?;
            let field = Element::from_element_id(self.client.clone(), id.to_owned().into());
            return Ok(field.send_keys(&folder.display().to_string()).await?);
        }
        self.client.execute(SET_FILES, vec![field, json!(files(folder)?)]).await?;
        Ok(())
    }

    /// Whether tests can drop a folder in this browser.
    #[must_use]
    pub fn can_drop_folders(&self) -> bool {
        self.protocol.can_use_folders()
    }

    /// Drops a folder of this machine in the middle of the page.
    ///
    /// # Errors
    /// When the browser does not support it.
    pub async fn drop_folder(&self, path: &Path) -> Outcome<()> {
        self.protocol.drop_folder(path).await
    }

    /// Runs a script on an element, again if the page replaces the element meanwhile.
    async fn act_on(&self, role: &str, name: &str, script: &str, arguments: &[Value]) -> Outcome<()> {
        wait_for(&format!("the {role} \u{201c}{name}\u{201d} to be stable"), Timeout::Page, || async {
            let element = self.find(role, name).await?;
            let arguments = std::iter::once(json!(element)).chain(arguments.iter().cloned()).collect();
            match self.client.execute(script, arguments).await {
                Ok(_) => Ok(Some(())),
                Err(error) if error.is_stale_element_reference() => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// The visible text of the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn text(&self) -> Outcome<String> {
        let text = self.client.execute("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the page shows this text. Text that a build or run causes is waited for with
    /// [`Job::wait_for_text`](crate::Job::wait_for_text).
    ///
    /// # Errors
    /// When it does not appear; the message has the text of the page.
    pub async fn wait_for_text(&self, text: &str, timeout: Timeout) -> Outcome<()> {
        let found = wait_for(&format!("the text \u{201c}{text}\u{201d}"), timeout, || async {
            Ok(self.text().await?.contains(text).then_some(()))
        })
        .await;
        match found {
            Ok(()) => Ok(()),
            Err(error) => Err(self.with_page_text(error.to_string()).await),
        }
    }

    /// Runs a script, for what no person can do (reading performance marks, filling the clipboard).
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, script: &str) -> Outcome<Value> {
        Ok(self.client.execute(script, vec![]).await?)
    }

    /// The browser behind the page.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The address in the address bar.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn address(&self) -> Outcome<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// The errors in the console of the browser since the last call: failed scripts, and what the content security policy
    /// blocked. Without failed requests: a page may ask for something to see whether it exists.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console_errors(&self) -> Outcome<Vec<String>> {
        self.protocol.console_errors().await
    }

    /// The violations that axe finds on the page, a paragraph each.
    ///
    /// # Errors
    /// When axe is not installed or cannot run.
    pub async fn axe_violations(&self) -> Outcome<Vec<String>> {
        axe::violations(&self.client).await
    }

    /// Presses keys on whatever has the focus; `Enter`, `Tab`, `Escape` and `mod+Enter` are keys.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn press_keys(&self, keys: &[&str]) -> Outcome<()> {
        keys::press(&self.client, keys).await
    }

    /// Closes the page and its browser.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn close(self) -> Outcome<()> {
        Ok(self.client.close().await?)
    }

    async fn find_now(&self, role: &str, name: &str) -> Outcome<Option<Element>> {
        let found = self.find_exact_role(role, name).await?;
        if found.is_some() || role != "textbox" {
            return Ok(found);
        }
        // To a person, a field with completion is a text field like any other.
        let Some(combobox) = self.find_exact_role("combobox", name).await? else { return Ok(None) };
        // Both may have appeared since the first query, and the name of the combobox may be the longer one.
        Ok(Some(self.find_exact_role("textbox", name).await?.unwrap_or(combobox)))
    }

    async fn find_exact_role(&self, role: &str, name: &str) -> Outcome<Option<Element>> {
        let found = self.protocol.find(role, name).await?;
        Ok(found.map(|id| Element::from_element_id(self.client.clone(), id.into())))
    }

    async fn with_page_text(&self, error: String) -> Box<dyn std::error::Error + Send + Sync> {
        let text = self.text().await.unwrap_or_default();
        let address = self.address().await.unwrap_or_default();
        format!("{error}\ntext of {address}:\n{text}").into()
    }
}

/// The path, starting with the name of the folder, and the text of each file below a folder.
fn files(folder: &Path) -> Outcome<Vec<(String, String)>> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    let around = folder.parent().unwrap_or(folder);
    while let Some(place) = folders.pop() {
        for entry in fs::read_dir(place)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.strip_prefix(around)?.display().to_string(), fs::read_to_string(&path)?));
            }
        }
    }
    Ok(found)
}
