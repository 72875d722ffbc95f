//! Turns `locales/en.json` into typed message keys, and holds the other languages to it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    messages::keys_alone(&["locales/en.json"])?;
    messages::same_everywhere("locales")
}
