//! The suite of the port.

use super::open;

storage::suite!(open);
