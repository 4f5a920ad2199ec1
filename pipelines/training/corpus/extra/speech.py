# SPDX-License-Identifier: GPL-2.0-or-later
"""People and machines that talk: the prompts of Asterisk, and three speech
synthesisers."""
import glob
import os

from extra.desk import LENGTH
from extra.voices import WORDS

PROMPTS = os.environ.get("GLISSANDO_PROMPTS") or "/usr/share/asterisk/sounds"
# By split: speakers of Asterisk, voices of espeak-ng, flite and Festival.
SPEAKERS = {"train": ["en_US_f_Allison", "fr_CA_f_June", "it_IT_m_Carlo"],
            "valid": ["ru_RU_f_IvrvoiceRU", "it_IT_f_Menardi"]}
ESPEAK = {"train": ["en-us", "en-us+f3", "en-gb+m3", "en-us+whisper"],
          "valid": ["en-scotland+f2", "en-gb+m7"]}
FLITE = {"train": ["slt", "rms"], "valid": ["awb"]}
FESTIVAL = {"train": ["voice_kal_diphone", "voice_cmu_us_slt_arctic_hts"],
            "valid": ["voice_ked_diphone"]}


def sentences(chance):
    """As much as anybody says in half a minute."""
    return " ".join(
        " ".join(chance.choices(WORDS, k=chance.randint(5, 11))).capitalize()
        + "." for _ in range(14))


def prompts(desk, chance, split):
    """Recorded prompts one after the other, or None where there are none."""
    speaker = chance.choice(SPEAKERS[split])
    found = sorted(glob.glob(os.path.join(PROMPTS, speaker, "*.wav")))
    if not found:
        return None
    found = [path for path in found if os.path.getsize(path) > 20000]
    some = chance.sample(found, min(20, len(found)))
    return desk.joined(some), f"prompts of {speaker}"


def talk(desk, chance, split):
    """Returns: a file, and who speaks"""
    if chance.random() < 0.4:
        spoken = prompts(desk, chance, split)
        if spoken is not None:
            return spoken
    text = sentences(chance)
    program = chance.choice(("espeak-ng", "flite", "festival"))
    if program == "espeak-ng":
        voice = chance.choice(ESPEAK[split])
        out = desk.espeak(text, voice, chance.randint(120, 180),
                          chance.randint(30, 70))
    elif program == "flite":
        voice = chance.choice(FLITE[split])
        out = desk.flite(text, voice)
    else:
        voice = chance.choice(FESTIVAL[split])
        out = desk.festival(text, voice)
    return desk.sox(out, "trim", 0, LENGTH), f"{program} {voice}"
