//! One page, used as a person uses it: by what things are and what they are called.

use crate::{
    Outcome, Patience, axe,
    driver::Driver,
    keys,
    look::{Colours, Look},
    protocol::Protocol,
    until,
};
use fantoccini::{Client, elements::Element};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A page in a browser of its own profile.
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

    /// Gives the page this much room and these colours.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn wear(&self, look: Look, colours: Colours) -> Outcome<()> {
        self.protocol.wear(look, colours).await
    }

    /// Holds back what the page fetches from addresses with this part, until it is let through.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn hold_back(&self, part: &str) -> Outcome<()> {
        self.protocol.hold_back(part).await
    }

    /// Lets through what was held back.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn let_through(&self) -> Outcome<()> {
        self.protocol.let_through().await
    }

    /// Goes to an address and waits for its heading.
    ///
    /// # Errors
    /// When the page does not come up.
    pub async fn visit(&self, url: &str) -> Outcome<()> {
        self.client.goto(url).await?;
        self.find("heading", "").await.map(drop)
    }

    /// The element of this role whose name contains these words; an exact match first. Waits for it.
    ///
    /// # Errors
    /// When it does not appear; the message has what was there instead.
    pub async fn find(&self, role: &str, name: &str) -> Outcome<Element> {
        let what = format!("the {role} \u{201c}{name}\u{201d}");
        let found = until(&what, Patience::Page, || self.look(role, name)).await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => {
                let there = self.protocol.names(role).await?;
                Err(self.explain(format!("{error}\nof this role there are {there:?}")).await)
            }
        }
    }

    /// Whether there is an element of this role and name now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn has(&self, role: &str, name: &str) -> Outcome<bool> {
        Ok(self.look(role, name).await?.is_some())
    }

    /// Presses a button, once it may be pressed.
    ///
    /// # Errors
    /// When it does not appear or does not become active.
    pub async fn press(&self, name: &str) -> Outcome<()> {
        self.click("button", name).await
    }

    /// Clicks on an element, once it may be used and nothing covers it.
    ///
    /// # Errors
    /// When it does not appear or stays disabled or covered.
    pub async fn click(&self, role: &str, name: &str) -> Outcome<()> {
        let what = format!("the {role} \u{201c}{name}\u{201d} to be usable");
        let clicked = until(&what, Patience::Page, || async {
            let Some(element) = self.look(role, name).await? else { return Ok(None) };
            if element.attr("aria-disabled").await.ok().flatten().as_deref() == Some("true") {
                return Ok(None);
            }
            // A person scrolls until nothing sticky covers it. Gone or moving: the next look finds out.
            let scroll = "arguments[0].scrollIntoView({ block: 'center' })";
            drop(self.client.execute(scroll, vec![json!(element)]).await);
            Ok(element.click().await.ok())
        })
        .await;
        match clicked {
            Ok(()) => Ok(()),
            Err(error) => Err(self.explain(error.to_string()).await),
        }
    }

    /// Types at the end of a field.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn type_into(&self, name: &str, text: &str) -> Outcome<()> {
        Ok(self.find("textbox", name).await?.send_keys(text).await?)
    }

    /// Replaces what stands in a field, as typing over a selection does.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome<()> {
        // One change, as pasting makes one.
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

    /// Drops several files together on an element.
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

    /// Chooses a folder in the field with this label, as its dialog would give it. Firefox lets no test choose a folder: it
    /// gets the same files from a script.
    ///
    /// # Errors
    /// When there is no such field, or the folder cannot be read.
    pub async fn choose_folder(&self, label: &str, folder: &Path) -> Outcome<()> {
        const FIELD: &str = "return [...document.querySelectorAll('input[type=file]')]
            .find(field => field.webkitdirectory && field.labels[0].innerText.includes(arguments[0])) ?? null";
        const GIVE: &str = "const [field, files] = arguments; const data = new DataTransfer();
            for (const [path, text] of files) {
                const file = new File([text], path.split('/').pop());
                Object.defineProperty(file, 'webkitRelativePath', { value: path });
                data.items.add(file);
            }
            field.files = data.files; field.dispatchEvent(new Event('change', { bubbles: true }))";
        let what = format!("the field \u{201c}{label}\u{201d}");
        let field: Value = until(&what, Patience::Page, || async {
            let field = self.client.execute(FIELD, vec![json!(label)]).await?;
            Ok((!field.is_null()).then_some(field))
        })
        .await?;
        if self.protocol.gives_folders() {
            let id = field.as_object().and_then(|field| field.values().next()?.as_str()).ok_or("no element")?;
            let field = Element::from_element_id(self.client.clone(), id.to_owned().into());
            return Ok(field.send_keys(&folder.display().to_string()).await?);
        }
        self.client.execute(GIVE, vec![field, json!(files(folder)?)]).await?;
        Ok(())
    }

    /// Drops a folder of this machine on the middle of the page.
    ///
    /// # Errors
    /// When the browser does not let tests do that.
    pub async fn drop_folder(&self, path: &Path) -> Outcome<()> {
        self.protocol.drop_folder(path).await
    }

    /// Runs a script on an element, or on the one that has taken its place by then.
    async fn act_on(&self, role: &str, name: &str, script: &str, more: &[Value]) -> Outcome<()> {
        until(&format!("the {role} \u{201c}{name}\u{201d} to stay"), Patience::Page, || async {
            let element = self.find(role, name).await?;
            let arguments = std::iter::once(json!(element)).chain(more.iter().cloned()).collect();
            match self.client.execute(script, arguments).await {
                Ok(_) => Ok(Some(())),
                Err(error) if error.is_stale_element_reference() => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Everything that can be read on the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn text(&self) -> Outcome<String> {
        let text = self.client.execute("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until these words can be read.
    ///
    /// # Errors
    /// When they do not appear; the message has what could be read instead.
    pub async fn reads(&self, words: &str, patience: Patience) -> Outcome<()> {
        let read = until(&format!("the words \u{201c}{words}\u{201d}"), patience, || async {
            Ok(self.text().await?.contains(words).then_some(()))
        })
        .await;
        match read {
            Ok(()) => Ok(()),
            Err(error) => Err(self.explain(error.to_string()).await),
        }
    }

    /// Runs a script; for what no person does (reading marks, filling a clipboard).
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

    /// What the console of the browser complained about: scripts that failed, what the security policy blocked. Not
    /// answers of the server that a page asks for to see whether something exists.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn complaints(&self) -> Outcome<Vec<String>> {
        self.protocol.complaints().await
    }

    /// What axe finds wrong with the page as it is now, a paragraph each.
    ///
    /// # Errors
    /// When axe is not there, or the browser does not run it.
    pub async fn violations(&self) -> Outcome<Vec<String>> {
        axe::violations(&self.client).await
    }

    /// Presses keys as a person does, on whatever has the focus; `Enter`, `Tab`, `Escape` and `mod+Enter` are keys.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn keys(&self, keys: &[&str]) -> Outcome<()> {
        keys::press(&self.client, keys).await
    }

    /// Closes the page and its browser.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn close(self) -> Outcome<()> {
        Ok(self.client.close().await?)
    }

    async fn look(&self, role: &str, name: &str) -> Outcome<Option<Element>> {
        let found = self.look_for(role, name).await?;
        if found.is_some() || role != "textbox" {
            return Ok(found);
        }
        // A field that completes what is typed is a text field like the others to whoever types.
        let Some(completing) = self.look_for("combobox", name).await? else { return Ok(None) };
        // Both may have appeared since the first look, and its name may only contain these words.
        Ok(Some(self.look_for("textbox", name).await?.unwrap_or(completing)))
    }

    async fn look_for(&self, role: &str, name: &str) -> Outcome<Option<Element>> {
        let found = self.protocol.find(role, name).await?;
        Ok(found.map(|id| Element::from_element_id(self.client.clone(), id.into())))
    }

    async fn explain(&self, error: String) -> Box<dyn std::error::Error + Send + Sync> {
        let text = self.text().await.unwrap_or_default();
        let address = self.address().await.unwrap_or_default();
        format!("{error}\nat {address} there was:\n{text}").into()
    }
}

/// Every file below a folder, by its path from the folder on, and its text.
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
