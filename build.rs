//! Turns the English messages into typed message keys. Their texts come with
//! the reader's language, so that nobody loads two.

use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = vec!["public/locales/en.json"];
    // What the rooms say beside that.
    if env::var_os("CARGO_FEATURE_ROOMS").is_some() {
        files.push("public/locales/rooms/en.json");
    }
    messages::keys_alone(&files)
}
