//! A connection of `WebDriver BiDi`: commands and their answers, and events in between.

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

/// One end of the connection.
#[derive(Clone, Debug)]
pub struct Connection(mpsc::UnboundedSender<Command>);

/// What the browser tells unasked.
#[derive(Debug)]
pub struct Event {
    /// What happened, such as `log.entryAdded`.
    pub method: String,
    /// The details.
    pub parameters: Value,
}

#[derive(Debug)]
struct Command {
    method: &'static str,
    parameters: Value,
    answer: oneshot::Sender<Value>,
}

impl Connection {
    /// Connects; events come out of the second part.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn open(url: &str) -> Outcome<(Self, mpsc::UnboundedReceiver<Event>)> {
        let (socket, _) = connect_async(url).await?;
        let (commands, to_send) = mpsc::unbounded_channel();
        let (heard, events) = mpsc::unbounded_channel();
        tokio::spawn(carry(socket, to_send, heard));
        Ok((Self(commands), events))
    }

    /// Runs one command.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn command(&self, method: &'static str, parameters: Value) -> Outcome<Value> {
        let (answer, answered) = oneshot::channel();
        let gone = || format!("{method}: the browser hung up");
        self.0.send(Command { method, parameters, answer }).map_err(|_| gone())?;
        let mut answer = answered.await.map_err(|_| gone())?;
        if answer["type"] == "success" {
            return Ok(answer["result"].take());
        }
        Err(format!("{method}: {}: {}", answer["error"], answer["message"]).into())
    }
}

/// Carries both ways until either side ends; whoever waits for an answer then learns that there is none.
async fn carry(
    mut socket: Socket,
    mut commands: mpsc::UnboundedReceiver<Command>,
    events: mpsc::UnboundedSender<Event>,
) {
    let mut waiting = HashMap::new();
    let mut last = 0_u64;
    loop {
        tokio::select! {
            command = commands.recv() => {
                let Some(Command { method, parameters, answer }) = command else { return };
                last += 1;
                waiting.insert(last, answer);
                let text = json!({ "id": last, "method": method, "params": parameters }).to_string();
                if socket.send(Message::text(text)).await.is_err() {
                    return;
                }
            }
            message = socket.next() => {
                let Some(Ok(message)) = message else { return };
                let Ok(mut value) = serde_json::from_slice::<Value>(&message.into_data()) else { continue };
                if let Some(id) = value["id"].as_u64() {
                    // Whoever asked may have given up.
                    drop(waiting.remove(&id).map(|answer| answer.send(value)));
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
