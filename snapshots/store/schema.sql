-- Made of the migrations by `make docs`; do not edit.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE documents (
	run_id VARCHAR(64) NOT NULL,
	name VARCHAR(200) NOT NULL,
	digest VARCHAR(80) NOT NULL,
	body BLOB NOT NULL,
	PRIMARY KEY (run_id, name),
	FOREIGN KEY(run_id) REFERENCES runs (run_id)
);
CREATE TABLE runs (
	position INTEGER NOT NULL,
	run_id VARCHAR(64) NOT NULL,
	environment VARCHAR(200) NOT NULL,
	command VARCHAR(40) NOT NULL,
	verdict_digest VARCHAR(80) NOT NULL,
	decision VARCHAR(20) NOT NULL,
	as_of VARCHAR(40) NOT NULL,
	previous VARCHAR(80) NOT NULL,
	entry_digest VARCHAR(80) NOT NULL, subject VARCHAR(1000) DEFAULT '' NOT NULL, time_given INTEGER DEFAULT '0' NOT NULL, documents TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (position),
	UNIQUE (run_id),
	UNIQUE (entry_digest)
);
CREATE TRIGGER runs_no_update BEFORE UPDATE ON runs BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER runs_no_delete BEFORE DELETE ON runs BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER documents_no_update BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
