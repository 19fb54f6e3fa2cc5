//! A connection of `WebDriver BiDi`: commands with their responses, and events.

use crate::Outcome;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The sending end of the connection.
#[derive(Clone, Debug)]
pub struct Connection(mpsc::UnboundedSender<Command>);

/// An event of the browser.
#[derive(Debug)]
pub struct Event {
    /// Such as `log.entryAdded`.
    pub method: String,
    pub parameters: Value,
}

#[derive(Debug)]
struct Command {
    method: &'static str,
    parameters: Value,
    response: oneshot::Sender<Value>,
}

impl Connection {
    /// Connects; events arrive at the receiver.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn open(url: &str) -> Outcome<(Self, mpsc::UnboundedReceiver<Event>)> {
        let (socket, _) = connect_async(url).await?;
        let (commands, to_send) = mpsc::unbounded_channel();
        let (event_sender, events) = mpsc::unbounded_channel();
        tokio::spawn(forward(socket, to_send, event_sender));
        Ok((Self(commands), events))
    }

    /// Sends a command and returns its result.
    ///
    /// # Errors
    /// When the connection is closed, or the command fails.
    pub async fn command(&self, method: &'static str, parameters: Value) -> Outcome<Value> {
        let (sender, receiver) = oneshot::channel();
        let closed = || format!("{method}: the browser closed the connection");
        self.0.send(Command { method, parameters, response: sender }).map_err(|_| closed())?;
        let mut response = receiver.await.map_err(|_| closed())?;
        if response["type"] == "success" {
            return Ok(response["result"].take());
        }
        Err(format!("{method}: {}: {}", response["error"], response["message"]).into())
    }
}

/// Forwards messages in both directions until either side closes. Pending commands then fail, because their senders are
/// dropped.
async fn forward(
    mut socket: Socket,
    mut commands: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<Event>,
) {
    let mut pending = HashMap::new();
    let mut last_id = 0_u64;
    loop {
        tokio::select! {
            command = commands.recv() => {
                let Some(Command { method, parameters, response }) = command else { return };
                last_id += 1;
                pending.insert(last_id, response);
                let text = json!({ "id": last_id, "method": method, "params": parameters }).to_string();
                if socket.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
            message = socket.next() => {
                let Some(Ok(message)) = message else { return };
                let Ok(mut value) = serde_json::from_slice::<Value>(&message.into_data()) else { continue };
                if let Some(id) = value["id"].as_u64() {
                    // The caller may have been dropped.
                    drop(pending.remove(&id).map(|response| response.send(value)));
                    continue;
                }
                let method = value["method"].as_str().unwrap_or_default().to_owned();
                let event = Event { method, parameters: value["params"].take() };
                if events.send(event).is_err() {
                    return;
                }
            }
        }
    }
}
