//! Signing in with the server itself, for hosts that have no login of their
//! own: the window, codes by e-mail, providers of `OpenID` Connect, and the
//! sessions that come of them.

mod code;
mod name;
mod oidc;
mod session;
mod window;

pub use code::{CODE_S, address, hash as code_hash, make as make_code, sign_in as by_code};
pub use name::shown_name;
pub use oidc::{Provider, Vouched};
pub use session::{Fresh, SESSION_ISSUER, hash, secret};
pub use window::{come_back, leave, page, script, style};
