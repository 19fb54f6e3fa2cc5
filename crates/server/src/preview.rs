//! Previews: whether an image will be reused, asked before anything is submitted.

use crate::{
    Error, Workspace,
    checked::Checked,
    images::describe,
    store::{Connection, builds, images, versions},
};
use api::{Candidate, Preview, PreviewRequest, PreviewResponse, StagePresence, Verdict, code};
use builder::Presence;
use definition::{Digests, Outside};
use futures::future::try_join_all;

/// How many questions one request may ask.
const MOST: usize = 100;
/// How many images a preview offers to compare with.
const CANDIDATES: i64 = 5;
/// How many versions a candidate names.
const NAMED: i64 = 3;

/// Answers every question of a request, digests before definitions.
pub async fn preview(workspace: &Workspace, request: PreviewRequest) -> Result<PreviewResponse, Error> {
    for (field, count) in [("digests", request.digests.len()), ("definitions", request.definitions.len())] {
        if count > MOST {
            return Err(Error::refuse(code::INVALID_PARAMETER, format!("{count} questions in one request"))
                .field(field)
                .help(format!("Ask at most {MOST} at once")));
        }
    }
    let mut questions: Vec<(Digests, Vec<Outside>)> =
        request.digests.into_iter().map(|digests| (digests, Vec::new())).collect();
    for (index, value) in request.definitions.iter().enumerate() {
        let checked = Checked::read(value, &workspace.settings)
            .map_err(|error| error.within(&format!("definitions[{index}]")))?;
        questions.push((checked.strip.digests, checked.outside));
    }
    // All at once: a registry that hangs costs its two seconds once, not once for each question.
    let previews =
        try_join_all(questions.into_iter().map(|(digests, outside)| answer(workspace, digests, outside))).await?;
    Ok(PreviewResponse { previews })
}

async fn answer(workspace: &Workspace, digests: Digests, outside: Vec<Outside>) -> Result<Preview, Error> {
    let mut connection = workspace.store.read().await?;
    let hash = digests.image.to_string();
    let stored = images::current(&mut connection, &hash).await?.filter(|_| outside.is_empty());
    let building = builds::active(&mut connection, &hash).await?;
    let candidates = candidates(&mut connection, &digests).await?;
    let image = match stored {
        Some(stored) => Some(describe(&mut connection, workspace, stored).await?),
        None => None,
    };
    drop(connection);
    let (presence, stage) = tokio::join!(
        async {
            match &image {
                Some(image) => workspace.builder.image(&image.manifest).await,
                None => Presence::Absent,
            }
        },
        workspace.builder.stage(digests.stage),
    );
    let (verdict, reason) = match presence {
        Presence::Present(_) => (Verdict::Hit, None),
        Presence::Absent => (Verdict::Miss, None),
        Presence::Unknown(reason) => (Verdict::Unknown, Some(reason)),
    };
    let stage = match stage {
        Presence::Present(_) => StagePresence::Cached,
        Presence::Absent => StagePresence::Missing,
        Presence::Unknown(_) => StagePresence::Unknown,
    };
    // A miss says nothing of an image that is gone; an unknown verdict still shows what was recorded.
    let image = image.filter(|_| verdict != Verdict::Miss);
    Ok(Preview { digests, verdict, reason, image, stage, building, candidates, outside })
}

/// Recorded images that share most components, the likeliest first.
async fn candidates(connection: &mut Connection, digests: &Digests) -> Result<Vec<Candidate>, Error> {
    let mut candidates = Vec::new();
    for hash in images::nearest(connection, digests, CANDIDATES).await? {
        let used_by = versions::sharing(connection, &hash, NAMED).await?;
        candidates.push(Candidate { hash: hash.parse().map_err(crate::store::corrupt)?, used_by });
    }
    Ok(candidates)
}
