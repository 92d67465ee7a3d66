def index_guide(guide):
    pass
