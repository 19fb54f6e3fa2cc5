//! How much of a log is stored: its beginning up to the limits, and its last lines, which say how the job ended.

use api::{Limits, amount::bytes};
use std::collections::VecDeque;
use store::StepKind;

/// How many lines at the end are stored when the limits were reached before.
const TAIL_LINES: usize = 200;

/// A line of a log: its step, when it was written, its text.
pub type Line = (StepKind, u64, String);

/// What may still be stored of a log.
pub struct LogQuota {
    limits: Limits,
    lines: u64,
    size: u64,
    last: VecDeque<Line>,
    dropped: u64,
}

impl LogQuota {
    /// The quota of a log that has this many lines of this many bytes already.
    pub fn new(limits: Limits, lines: u64, size: u64) -> Self {
        Self { limits, lines, size, last: VecDeque::new(), dropped: 0 }
    }

    /// Gives a line back when it is to be stored now.
    pub fn admit(&mut self, line: Line) -> Option<Line> {
        let size = self.size + line.2.len() as u64 + 1;
        if self.last.is_empty() && self.lines < self.limits.log_lines && size <= self.limits.log_size {
            (self.lines, self.size) = (self.lines + 1, size);
            return Some(line);
        }
        if self.last.len() == TAIL_LINES {
            self.last.pop_front();
            self.dropped += 1;
        }
        self.last.push_back(line);
        None
    }

    /// The end of the log: a note about missing lines, when there are any, and the last lines.
    pub fn rest(&mut self) -> Vec<Line> {
        let mut rest: Vec<Line> = std::mem::take(&mut self.last).into();
        if self.dropped > 0
            && let Some((step, at, _)) = rest.first()
        {
            let Limits { log_lines, log_size, .. } = self.limits;
            let note = format!(
                "{} lines are missing here: this workspace keeps {log_lines} lines of a log, {} at most, and its end \
                 (terrarium serve --log-lines, --log-size). The build went on",
                self.dropped,
                bytes(log_size)
            );
            rest.insert(0, (*step, *at, note));
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is stored of this many lines of ten bytes.
    fn stored_lines(limits: Limits, lines: u64) -> Vec<String> {
        let mut quota = LogQuota::new(limits, 0, 0);
        let line = |number| (StepKind::Stage, number, format!("line {number:04}"));
        let mut kept: Vec<Line> = (1..=lines).filter_map(|number| quota.admit(line(number))).collect();
        kept.extend(quota.rest());
        kept.into_iter().map(|(.., text)| text).collect()
    }

    #[test]
    fn a_long_log_keeps_its_beginning_and_its_end() {
        let limits = Limits { log_lines: 3, ..Limits::default() };
        let kept = stored_lines(limits, 1000);
        assert_eq!(kept[..3], ["line 0001", "line 0002", "line 0003"]);
        insta::assert_snapshot!(kept[3], @"797 lines are missing here: this workspace keeps 3 lines of a log, 64 MB at most, and its end (terrarium serve --log-lines, --log-size). The build went on");
        assert_eq!((kept.len(), &*kept[4], &*kept[203]), (204, "line 0801", "line 1000"));
    }

    #[test]
    fn nothing_is_missing_where_the_end_begins_at_the_limit() {
        let limits = Limits { log_size: 25, ..Limits::default() };
        assert_eq!(stored_lines(limits, 50).len(), 50);
        assert_eq!(stored_lines(limits, 202).len(), 202);
        assert_eq!(stored_lines(limits, 203).len(), 2 + 1 + 200);
    }
}
