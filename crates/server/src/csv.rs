//! Tables for spreadsheets: RFC 4180, safe to open.

/// A table as text.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` (or, in
/// some, with a tab or carriage return) for a formula, and a formula can reach
/// out of the table. Such a cell gets one `'` before it, and so does one that
/// begins with `'` itself; so taking one leading `'` off every cell that has
/// one gives back exactly what was written.
#[derive(Debug)]
pub struct Table(String);

impl Table {
    /// A table with its head line. It begins with a byte order mark, without
    /// which a common spreadsheet reads Thai as something else.
    #[must_use]
    pub fn new(head: &[&str]) -> Self {
        let mut table = Self("\u{feff}".to_owned());
        table.row(head);
        table
    }

    /// Adds a line.
    pub fn row(&mut self, cells: &[&str]) {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.0.push(',');
            }
            self.cell(cell);
        }
        self.0.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { "'" } else { "" };
        if cell.contains([',', '"', '\r', '\n']) {
            let escaped = cell.replace('"', "\"\"");
            self.0.extend(["\"", guard, &escaped, "\""]);
        } else {
            self.0.extend([guard, cell]);
        }
    }

    /// The table as bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_come_back() {
        for cell in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'x", "''", "plain", "a=b", "ก"] {
            let mut table = Table::new(&["h"]);
            table.row(&[cell]);
            let text = String::from_utf8(table.into_bytes()).expect("UTF-8");
            let written = text.strip_prefix("\u{feff}h\r\n").and_then(|t| t.strip_suffix("\r\n"));
            let written = written.expect("one line").trim_matches('"');
            assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']), "{written:?}");
            assert_eq!(written.strip_prefix('\'').unwrap_or(written), cell);
        }
    }

    #[test]
    fn quotes_commas_and_lines_are_escaped() {
        let mut table = Table::new(&["a", "b"]);
        table.row(&["say \"hi\", you", "two\nlines"]);
        let text = String::from_utf8(table.into_bytes()).expect("UTF-8");
        assert!(text.ends_with("\"say \"\"hi\"\", you\",\"two\nlines\"\r\n"), "{text}");
    }
}
