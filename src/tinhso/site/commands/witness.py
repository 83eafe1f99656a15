"""`tinhso witness`: the witness's side, at another agency. Needs no database, no settings and no network."""

from __future__ import annotations

import argparse
import sys

from tinhso.site.named_places import FileToRead, FileToWrite, FolderToRead, FolderToWrite, file_or_input
from tinhso.site.note_file import read_note, replace_note


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("witness", help="cosign another installation's checkpoints (needs no database)")
    acts = parser.add_subparsers(dest="act", required=True)
    init_act = acts.add_parser("init", help="make the witness's key and print its public part")
    init_act.add_argument(
        "folder", type=FolderToWrite, metavar="FOLDER", help="of the witness; keeps its key and what it signed"
    )
    init_act.add_argument("--name", required=True, help="of the witness, such as thanhtra.example/w1")
    init_act.set_defaults(run=init)
    trust_act = acts.add_parser("trust", help="accept the key of a log, or the next one that it introduces")
    trust_act.add_argument("folder", type=FolderToRead, metavar="FOLDER", help="of the witness")
    what = trust_act.add_mutually_exclusive_group(required=True)
    what.add_argument("--key", default="", help="public key of the log, from whom the witness trusts")
    what.add_argument(
        "--introduction", type=FileToRead, metavar="FILE", help="signed note that introduces the log's next key"
    )
    trust_act.set_defaults(run=trust)
    cosign_act = acts.add_parser("cosign", help="check that a checkpoint continues the last one, and sign it")
    cosign_act.add_argument("folder", type=FolderToRead, metavar="FOLDER", help="of the witness")
    cosign_act.add_argument(
        "request",
        type=file_or_input,
        metavar="REQUEST",
        help="file that `tinhso ledger ask-witness` printed; - reads it",
    )
    cosign_act.add_argument(
        "--to", type=FileToWrite, metavar="FILE", help="file that gets the answer; empty: it is printed"
    )
    cosign_act.set_defaults(run=cosign)


def init(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import witness

    print(witness.init_witness(options.folder, options.name))
    return 0


def trust(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import witness

    if options.introduction:
        print(witness.trust_introduction(options.folder, read_note(options.introduction)))
    else:
        print(witness.trust_log(options.folder, options.key))
    return 0


def cosign(options: argparse.Namespace) -> int:
    from tinhso.engines.trust import witness

    request = sys.stdin.read() if options.request == "-" else read_note(options.request)
    signed = witness.cosign(options.folder, request)
    if options.to:
        replace_note(options.to, signed)
    else:
        print(signed, end="")
    return 0
