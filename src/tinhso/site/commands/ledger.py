"""`tinhso ledger`: verify the whole log, seal what waits, print checkpoints and the public key."""

from __future__ import annotations

import argparse

from tinhso.site.named_places import FileToRead, FolderToWrite, PlaceToRead
from tinhso.site.note_file import notes_in, read_note
from tinhso.site.start import start_django


def register(subjects: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subjects.add_parser("ledger", help="the sealed log of everything that was done")
    acts = parser.add_subparsers(dest="act", required=True)
    verify_act = acts.add_parser("verify", help="re-hash every row and projection and name the first bad one")
    verify_act.add_argument("--all", action="store_true", help="name every fault, not only the first")
    verify_act.add_argument(
        "--key", action="append", default=[], metavar="KEY", help="public key from outside this machine; repeat"
    )
    verify_act.add_argument(
        "--against", "--checkpoint", dest="checkpoint", type=PlaceToRead, action="append", default=[], metavar="FILE",
        help="checkpoint kept outside, or a folder of them; repeat",
    )  # fmt: skip
    verify_act.add_argument(
        "--witness", action="append", default=[], metavar="KEY", help="witness that must have cosigned; repeat"
    )
    verify_act.set_defaults(run=verify)
    publish_act = acts.add_parser("publish", help="let the latest checkpoint leave this machine")
    publish_act.add_argument("folder", type=FolderToWrite, nargs="?", metavar="FOLDER", help="gets a file; empty: none")
    publish_act.add_argument("--mail", action="append", default=[], metavar="ADDRESS", help="gets its text; repeat")
    publish_act.set_defaults(run=publish)
    for name, text, act in (
        ("seal", "seal what waits and sign a checkpoint", seal),
        ("checkpoint", "print the latest checkpoint (C2SP signed note)", checkpoint),
        ("key", "print the public key that checkpoints are verified with", key),
        ("keys", "print every key the log had, with the signed notes by which each introduced the next", keys),
    ):
        acts.add_parser(name, help=text).set_defaults(run=act)
    ask_act = acts.add_parser("ask-witness", help="print what a witness is asked to sign (C2SP add-checkpoint)")
    ask_act.add_argument(
        "--since", type=int, metavar="LEAVES", help="what the witness signed last; empty: as the log knows"
    )
    ask_act.set_defaults(run=ask_witness)
    keep_act = acts.add_parser("keep-cosignature", help="check and keep a checkpoint that a witness has signed")
    keep_act.add_argument("file", type=FileToRead, metavar="FILE", help="what `tinhso witness cosign` printed")
    keep_act.set_defaults(run=keep_cosignature)
    rotate_act = acts.add_parser("rotate-key", help="seal with a new key, which the old one introduces in the log")
    rotate_act.set_defaults(run=rotate_key)
    lost_act = acts.add_parser("replace-lost-key", help="go on with a new key where the old is gone: a stated break")
    lost_act.set_defaults(run=replace_lost_key)
    rotate_act.add_argument("--reason", default="", help="readable in the log for ever")
    lost_act.add_argument("--reason", default="", help="why; readable in the log for ever")


def verify(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust
    from tinhso.engines.trust.contracts import Fault, Remark

    def remark(finding: Fault) -> None:
        if isinstance(finding, Remark):
            print(finding.text(options.lang), flush=True)

    witnessed = [read_note(file) for place in options.checkpoint for file in notes_in(place)]
    faults = trust.verify_log(remark, public_keys=options.key, witnessed=witnessed, witnesses=options.witness)
    for fault in faults if options.all else faults[:1]:
        print(fault.text(options.lang))
    if faults:
        return 1
    print("Sổ nguyên vẹn." if options.lang == "vi" else "The ledger is intact.")
    return 0


def publish(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.operation import api as operation

    left = operation.publish_checkpoint(options.folder, options.mail)
    if left is None:
        print("Chưa có dấu niêm phong." if options.lang == "vi" else "No checkpoint yet.")
        return 1
    print(left.tree_size)
    return 0


def seal(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    trust.seal_all()
    return checkpoint(options)


def checkpoint(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    latest = trust.latest_checkpoint()
    none_yet = "Chưa có dấu niêm phong.\n" if options.lang == "vi" else "No checkpoint yet.\n"
    print(latest.note if latest else none_yet, end="")
    return 0 if latest else 1


def key(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    print(trust.verifier_key())
    return 0


def ask_witness(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    print(trust.witness_request(options.since), end="")
    return 0


def keep_cosignature(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    for kept in trust.keep_cosignatures(read_note(options.file), actor="system:tinhso ledger"):
        print(kept.tree_size, kept.name, kept.at.isoformat())
    return 0


def keys(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    for one in trust.key_chain():
        print(f"> {one.above}: {one.key}")
        if one.note:
            print(f"\n{one.note}")
    return 0


def rotate_key(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    return _handed_over(trust.rotate_key(actor="system:tinhso ledger", reason=options.reason).text(), options.lang)


def replace_lost_key(options: argparse.Namespace) -> int:
    start_django()
    from tinhso.engines.trust import api as trust

    new = trust.replace_lost_key(actor="system:tinhso ledger", reason=options.reason)
    return _handed_over(new.text(), options.lang)


def _handed_over(new: str, lang: str) -> int:
    print(new)
    print(
        "Hãy công bố khóa này và cất bản sao tệp sealer.key mới; khóa cũ không ký nữa."
        if lang == "vi"
        else "Publish this key and keep a copy of the new sealer.key; the old one signs no more."
    )
    return 0
