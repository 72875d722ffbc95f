//! Languages by their own names: no reader has to know the name of their own
//! language in another one.

/// Languages by their own names, for texts.
const LANGUAGE_NAMES: [(&str, &str); 13] = [
    ("en", "English"),
    ("th", "ไทย"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("vi", "Tiếng Việt"),
    ("fil", "Filipino"),
    ("km", "ខ្មែរ"),
    ("lo", "ລາວ"),
    ("my", "မြန်မာ"),
    ("zh", "中文"),
    ("ta", "தமிழ்"),
    ("pt", "Português"),
    ("tet", "Tetun"),
];

/// A language's own name; the tag where we know none.
pub(super) fn language_name(tag: &str) -> String {
    let base = tag.split('-').next().unwrap_or_default();
    LANGUAGE_NAMES.iter().find(|(known, _)| *known == base).map_or(tag, |(_, name)| name).to_owned()
}
