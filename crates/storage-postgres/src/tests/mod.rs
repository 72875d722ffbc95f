//! Tests of what is this database's own, beside the suite of the port. They
//! share one cluster, and each has a database in it.

mod key;
mod life;
mod plans;
mod suite;

use std::{
    sync::{Arc, OnceLock},
    thread,
};

use postgres_cluster::{Cluster, Keeping, NoCluster};
use storage::Storage;

use crate::{Address, connection::PostgresConnection, migrate};

/// The cluster; none where `PostgreSQL` is not installed.
fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let started = CLUSTER.get_or_init(|| match Cluster::shared(Keeping::Nothing) {
        Ok(cluster) => Some(cluster),
        Err(NoCluster::Missing) => {
            println!("skipped: {}", NoCluster::Missing);
            None
        }
        Err(error) => panic!("no cluster: {error}"),
    });
    started.as_ref()
}

/// The address of an empty database.
fn database() -> Option<Address> {
    let address = cluster()?.database().expect("a database");
    Some(address.parse().expect("its address"))
}

/// An empty storage, and where it is. Its schema is made once, and copied.
fn open() -> Option<(Arc<dyn Storage>, Address)> {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let cluster = cluster()?;
    let template = TEMPLATE.get_or_init(|| {
        let address = cluster.database().expect("a database");
        let made = Arc::new(address.parse().expect("its address"));
        // The test stands in a runtime, where connections cannot be waited for.
        let migrating = thread::spawn(move || {
            let conn = PostgresConnection::migrator(&made).expect("a connection");
            migrate::run(&conn).expect("a schema");
        });
        migrating.join().expect("a schema");
        address.rsplit('/').next().unwrap_or_default().to_owned()
    });
    let address: Address =
        cluster.copy(template).expect("a database").parse().expect("its address");
    let storage = crate::open(&address).expect("a storage");
    Some((Arc::new(storage), address))
}
