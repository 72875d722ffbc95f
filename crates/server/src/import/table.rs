//! CSV files with a head, read with the numbers of their lines.

use std::{path::PathBuf, str::FromStr};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::ImportError;

/// A file that was read whole.
pub(super) struct Table {
    file: PathBuf,
    rows: Vec<(u64, StringRecord)>,
}

/// One row of a table.
pub(super) struct Row<'a> {
    table: &'a Table,
    /// Its first line.
    pub(super) line: u64,
    cells: Vec<&'a str>,
}

impl Table {
    /// Reads a file: UTF-8, RFC 4180, every row as long as the first.
    pub(super) fn read(file: PathBuf) -> Result<Self, ImportError> {
        let bytes = std::fs::read(&file)
            .map_err(|source| ImportError::File { file: file.clone(), source })?;
        let broken = |file, at: usize, what: &str| {
            let good = bytes.get(..at).unwrap_or_default();
            let line = good.split(|byte| *byte == b'\n').count() as u64;
            Err(ImportError::Line { file, line, what: what.to_owned() })
        };
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => return broken(file, error.valid_up_to(), "it is not UTF-8"),
        };
        // No text of a forum has it, wherever it comes from.
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            return broken(file, at, "it has a NUL character");
        }
        let mut reader = ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    rows.push((line, record));
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let what = match error.kind() {
                        ErrorKind::UnequalLengths { expected_len, len, .. } => {
                            format!("it has {len} columns and not {expected_len}")
                        }
                        _ => error.to_string(),
                    };
                    return Err(ImportError::Line { file, line, what });
                }
            }
        }
        let table = Self { file, rows };
        // The reader takes the end of the file for the end of a quotation.
        if text.matches('"').count() % 2 == 1 {
            let last = table.rows.last().map_or(1, |(line, _)| *line);
            return Err(table.error(last, "a quotation does not end"));
        }
        Ok(table)
    }

    /// All rows, the head too.
    pub(super) fn plain(&self) -> impl Iterator<Item = &StringRecord> {
        self.rows.iter().map(|(_, record)| record)
    }

    /// The rows under the head, with these columns in this order.
    pub(super) fn rows(&self, columns: &[&str]) -> Result<Vec<Row<'_>>, ImportError> {
        let (_, head) = self.rows.first().ok_or_else(|| self.error(1, "the file is empty"))?;
        let places = columns
            .iter()
            .map(|column| {
                let what = || format!("there is no column {column:?}");
                head.iter().position(|name| name == *column).ok_or_else(|| self.error(1, what()))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let rows = self.rows.iter().skip(1).map(|(line, record)| Row {
            table: self,
            line: *line,
            // Every row is as long as the head.
            cells: places.iter().map(|place| record.get(*place).unwrap_or_default()).collect(),
        });
        Ok(rows.collect())
    }

    /// An error of a line.
    pub(super) fn error(&self, line: u64, what: impl Into<String>) -> ImportError {
        ImportError::Line { file: self.file.clone(), line, what: what.into() }
    }
}

impl<'a> Row<'a> {
    /// The text of a column.
    pub(super) fn text(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// A column that must be a value of some kind, such as "a whole number".
    pub(super) fn value<T: FromStr>(&self, column: usize, kind: &str) -> Result<T, ImportError> {
        let text = self.text(column);
        text.parse().map_err(|_| self.error(format!("{text:?} is not {kind}")))
    }

    /// An error of this row.
    pub(super) fn error(&self, what: impl Into<String>) -> ImportError {
        self.table.error(self.line, what)
    }
}
