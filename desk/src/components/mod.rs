//! Parts of screens. They know neither `state` nor `api`.

pub mod diff;
pub mod icon;
pub mod notice;
pub mod text;
