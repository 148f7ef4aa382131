# What firewalls open to the world: entries of the fact `exposures`.
package driftgate.lib.world

import rego.v1

# Tell whether an entry opens a port of TCP.
opens(entry, port) if {
	entry.protocol == "tcp"
	entry.from <= port
	entry.to >= port
}

# Tell whether an entry opens more than a hundred ports; of a protocol without ports it opens none.
is_wide(entry) if entry.to - entry.from > 100

# The rules that an entry is about, as a text.
rules(entry) := concat(", ", entry.by)

# Where the first of them stands.
path(entry) := ["ingress"] if startswith(entry.by[0], "ingress")

path(entry) := [] if not startswith(entry.by[0], "ingress")

# Tell whether an entry opens a port of a protocol in which the service at that port speaks.
opens_by(entry, port) if opens(entry, port)

opens_by(entry, port) if {
	port in datagrams
	entry.from <= port
	entry.to >= port
}

# Ports of services that speak UDP as well.
datagrams := {111, 137, 138, 2049, 11211}

# Databases, caches and stores of messages that hold data.
databases := {
	1433: "SQL Server",
	1521: "Oracle",
	3306: "MySQL",
	5432: "PostgreSQL",
	5439: "Redshift",
	5984: "CouchDB",
	6379: "Redis",
	7000: "Cassandra",
	7199: "Cassandra",
	8086: "InfluxDB",
	9042: "Cassandra",
	9160: "Cassandra",
	9200: "Elasticsearch",
	9300: "Elasticsearch",
	11211: "Memcached",
	27017: "MongoDB",
	27018: "MongoDB",
	50000: "Db2",
}

# What steers machines and clusters.
controls := {
	2181: "ZooKeeper",
	2375: "Docker",
	2376: "Docker",
	2379: "etcd",
	2380: "etcd",
	4243: "Docker",
	5601: "Kibana",
	5900: "VNC",
	5985: "WinRM",
	5986: "WinRM",
	6443: "Kubernetes",
	8088: "Hadoop",
	9092: "Kafka",
	10250: "kubelet",
	10255: "kubelet",
	50070: "Hadoop",
}

# What was made for networks of friends.
legacies := {
	20: "FTP",
	21: "FTP",
	23: "Telnet",
	111: "RPC",
	135: "RPC",
	137: "NetBIOS",
	138: "NetBIOS",
	139: "NetBIOS",
	445: "SMB",
	512: "rexec",
	513: "rlogin",
	514: "rsh",
	873: "rsync",
	2049: "NFS",
}
